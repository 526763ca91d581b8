@NullMarked
package io.shiplog.api.proto;

import org.jspecify.annotations.NullMarked;
