// A value that can be spent once, spent once.

struct SingleUse: ~Copyable {
  consuming func spend() {}
}

func spendOnce(_ permit: consuming SingleUse) {
  permit.spend()
}
