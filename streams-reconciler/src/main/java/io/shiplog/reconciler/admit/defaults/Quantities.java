package io.shiplog.reconciler.admit.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.value.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Spelling of amounts: Kubernetes stores 0.5 as 500m and 1024Mi as 1Gi, and nothing finer than a thousandth. */
final class Quantities {

    private Quantities() {}

    /** Rewrites the amounts of the map in a field, in place. What is no amount stays, for validation to refuse. */
    static void canonical(ObjectNode in, String field) {
        if (Json.at(in, field) instanceof ObjectNode map) {
            List<String> names = new ArrayList<>();
            map.properties().stream().map(Map.Entry::getKey).forEach(names::add);
            names.forEach(name -> one(map, name));
        }
    }

    static void one(ObjectNode map, String name) {
        JsonNode value = map.get(name);
        if (value == null || (!value.isTextual() && !value.isNumber())) {
            return;
        }
        try {
            Quantity amount = Quantity.parse(value.asText());
            BigDecimal thousandths = amount.value().scaleByPowerOfTen(3);
            boolean exact = thousandths.stripTrailingZeros().scale() <= 0;
            map.put(
                    name,
                    exact
                            ? amount.toString()
                            : Quantity.parse(amount.milli() + "m").toString());
        } catch (IllegalArgumentException e) {
            return;
        }
    }
}
