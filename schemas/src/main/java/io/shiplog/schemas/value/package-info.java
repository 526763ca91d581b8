@NullMarked
package io.shiplog.schemas.value;

import org.jspecify.annotations.NullMarked;
