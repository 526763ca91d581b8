/** Broken and sound classes on which the architecture rules are tried. */
@NullMarked
package io.shiplog.schemas.testing.sample.left;

import org.jspecify.annotations.NullMarked;
