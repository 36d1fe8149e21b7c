"""A citizen by phone, on paper or face to face: a professional writes down what they say (`journey.on_behalf`)."""
