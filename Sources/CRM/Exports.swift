@_exported public import CRMCore
@_exported public import CRMFormats
@_exported public import Campaigns
@_exported public import Consent
@_exported public import Customers
@_exported public import Insights
@_exported public import Pipeline
@_exported public import Service
