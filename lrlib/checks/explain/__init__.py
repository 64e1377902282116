"""Why a function is wrong: a listed mistake, an error, a shape, or what the numbers show."""
