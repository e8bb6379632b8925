"""What each SDK's provider chain does with a host. Pure: nothing here reads anything but the Host."""
