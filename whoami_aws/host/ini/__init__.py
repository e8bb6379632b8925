"""INI files: as botocore reads them (`botocore`), and as other SDKs do (`dialects`), each by its `grammar`."""
