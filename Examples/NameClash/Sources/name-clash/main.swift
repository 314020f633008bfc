import CRM
import CRMService
import Service

let ours = CRMService.SeededGenerator(seed: 7)
let theirs: any Service = Billing()
print("Service of the host: \(theirs.name); CRMService of the package: \(type(of: ours))")
