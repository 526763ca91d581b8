package io.shiplog.schemas.codec;

import org.apache.avro.Schema;

/** Schema ids as a registry gives them. Thread-safe. */
public interface SchemaIds {

    /** Id of this schema under this subject; registers it when new. */
    int id(String subject, Schema schema);

    /** The schema of an id. Throws UndecodableRecordException when no registry entry has it. */
    Schema schema(int id);
}
