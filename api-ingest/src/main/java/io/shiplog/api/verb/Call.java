package io.shiplog.api.verb;

import io.shiplog.api.auth.User;
import io.shiplog.api.request.ApiRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request on a resource, as far as the verbs need it.
 *
 * @param query decoded parameters
 * @param header value of a header by its name, or null
 * @param user who asks, already allowed to
 * @param clock for ages in tables, looked at for every row: a watch lives long
 */
public record Call(
        ApiRequest.Resource request,
        Map<String, List<String>> query,
        Function<String, @Nullable String> header,
        byte[] body,
        User user,
        Supplier<Instant> clock) {

    /** Value of a query parameter, or empty. */
    String parameter(String name) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.get(0);
    }
}
