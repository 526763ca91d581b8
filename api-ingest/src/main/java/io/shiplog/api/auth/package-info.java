@NullMarked
package io.shiplog.api.auth;

import org.jspecify.annotations.NullMarked;
