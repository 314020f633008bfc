@_exported public import CRMCore
@_exported public import Consent
@_exported public import Customers
