/// What a reader takes with it: everything durable, and the files that it stands in.
struct FileStoreView: Sendable {
  var image: StoreImage<PayloadLocation>
  var records: FileRecords
  /// The position of the last durable commit.
  var position: UInt64
  /// In a reader: how far the owner had come.
  var mark: DurableMark?
  /// Why nothing can be read any more.
  var closedBy: StoreError?
}
