@NullMarked
package io.shiplog.api.discovery;

import org.jspecify.annotations.NullMarked;
