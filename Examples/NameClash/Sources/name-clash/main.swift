import CRM
import CRMService
import Service

let ours = CRMService.ServiceTarget(.firstResponse, within: .seconds(3600))
let theirs: any Service = Billing()
print("Service of the host: \(theirs.name); CRMService of the package: \(type(of: ours))")
