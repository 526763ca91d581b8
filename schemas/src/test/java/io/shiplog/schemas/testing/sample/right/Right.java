package io.shiplog.schemas.testing.sample.right;

/** A service that knows nobody. */
public record Right(String name) {}
