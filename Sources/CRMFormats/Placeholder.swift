enum CRMFormatsPlaceholder {}
