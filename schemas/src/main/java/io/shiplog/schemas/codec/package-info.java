@NullMarked
package io.shiplog.schemas.codec;

import org.jspecify.annotations.NullMarked;
