@NullMarked
package io.shiplog.api;

import org.jspecify.annotations.NullMarked;
