/** Old group versions to and from the stored one, pure. */
@NullMarked
package io.shiplog.schemas.convert;

import org.jspecify.annotations.NullMarked;
