package io.shiplog.schemas.testing.sample.left;

import io.shiplog.schemas.testing.sample.right.Right;

/** A service that knows another one. */
record Left(Right[] right) {}
