@NullMarked
package io.shiplog.schemas.topic;

import org.jspecify.annotations.NullMarked;
