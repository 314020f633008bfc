// A value that can be spent once, spent twice. Only ownership checking sees it: type checking lets this file pass.

struct SingleUse: ~Copyable {
  consuming func spend() {}
}

func spendTwice(_ permit: consuming SingleUse) {  // expected-error {{'permit' consumed more than once}}
  permit.spend()  // expected-note {{consumed here}}
  permit.spend()  // expected-note {{consumed again here}}
}
