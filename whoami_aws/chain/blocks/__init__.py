"""The links of SDKs that fetch while they walk: all but botocore's. What differs between them is data (`dialect`)."""
