@NullMarked
package io.shiplog.api.read;

import org.jspecify.annotations.NullMarked;
