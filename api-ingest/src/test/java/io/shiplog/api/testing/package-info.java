@NullMarked
package io.shiplog.api.testing;

import org.jspecify.annotations.NullMarked;
