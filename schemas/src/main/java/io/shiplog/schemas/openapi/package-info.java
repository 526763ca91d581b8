/** What fields a kind has: unknown fields, wrong types, merge keys, and the OpenAPI documents. */
@NullMarked
package io.shiplog.schemas.openapi;

import org.jspecify.annotations.NullMarked;
