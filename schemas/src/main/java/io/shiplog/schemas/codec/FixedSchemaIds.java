package io.shiplog.schemas.codec;

import io.shiplog.schemas.topic.Topic;
import io.shiplog.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * Schema ids without a registry, for tests and the simulator: the n-th topic with a schema has id n, whatever else asks
 * is numbered after them. The same in every process and every run.
 */
public final class FixedSchemaIds implements SchemaIds {

    private final Map<Schema, Integer> ids = new HashMap<>();
    private final List<Schema> schemas = new ArrayList<>();

    /** Knows the schemas of all topics. */
    public FixedSchemaIds() {
        for (Topic topic : Topics.all()) {
            Schema schema = topic.valueSchema();
            if (schema != null) {
                id(topic.subject(), schema);
            }
        }
    }

    @Override
    public synchronized int id(String subject, Schema schema) {
        return ids.computeIfAbsent(schema, added -> {
            schemas.add(added);
            return schemas.size();
        });
    }

    @Override
    public synchronized Schema schema(int id) {
        if (id < 1 || id > schemas.size()) {
            throw new UndecodableRecordException("no schema has the id " + id);
        }
        return schemas.get(id - 1);
    }
}
