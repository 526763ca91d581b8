@NullMarked
package io.shiplog.schemas.role;

import org.jspecify.annotations.NullMarked;
