@_exported public import CRMCore
@_exported public import CRMFormats
@_exported public import Insights
