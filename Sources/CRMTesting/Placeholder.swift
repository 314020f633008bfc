enum CRMTestingPlaceholder {}
