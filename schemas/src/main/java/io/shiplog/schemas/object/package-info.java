@NullMarked
package io.shiplog.schemas.object;

import org.jspecify.annotations.NullMarked;
