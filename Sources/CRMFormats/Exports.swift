@_exported public import CRMCore
