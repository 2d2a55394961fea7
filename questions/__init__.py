"""政策问答: the library of questions, the page that answers, and inquiries that an office answers."""
