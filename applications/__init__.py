"""依申请公开: applications, their clock and replies; personal data lives here alone.."""
