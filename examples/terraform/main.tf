# Protects from a plan or an apply in the wrong account: nothing is read or made before the identity is the expected
# one, and the plan shows it.
terraform {
  required_providers {
    external = {
      source  = "hashicorp/external"
      version = "~> 2.3"
    }
  }
}

variable "account" {
  type    = string
  default = "111122223333"
}

data "external" "whoami" {
  program = ["${path.module}/whoami.sh"]
  query   = { account = var.account }
}

output "arn" {
  value = data.external.whoami.result.arn
}
