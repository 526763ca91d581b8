/** The internal read protocol: what one process asks of another besides records. */
@NullMarked
package io.shiplog.schemas.internal;

import org.jspecify.annotations.NullMarked;
