"""The model of the AWS CLI's chains against the real `aws`, over generated host states."""
