@_exported public import CRMCore
@_exported public import CRMFormats
