@NullMarked
package io.shiplog.api.gateway;

import org.jspecify.annotations.NullMarked;
