"""What a module of the catalogue is made of: model, inputs, properties, and places in the book."""
