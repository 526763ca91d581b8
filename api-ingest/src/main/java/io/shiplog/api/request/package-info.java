@NullMarked
package io.shiplog.api.request;

import org.jspecify.annotations.NullMarked;
