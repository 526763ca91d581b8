// Speaks to the registry at argv[2] with two independent clients and prints one JSON line of what they saw.
const assert = require('assert');
const { SchemaRegistry, SchemaType, COMPATIBILITY } = require('@kafkajs/confluent-schema-registry');
const { SchemaRegistryClient, AvroSerializer, AvroDeserializer, SerdeType } = require('@confluentinc/schemaregistry');

const url = process.argv[2];
const first = { type: 'record', name: 'Ship', namespace: 'test', fields: [{ name: 'name', type: 'string' }] };
const compatible = { ...first, fields: [...first.fields, { name: 'masts', type: 'int', default: 3 }] };
const incompatible = { ...first, fields: [...first.fields, { name: 'crew', type: 'int' }] };

async function kafkajs() {
  const registry = new SchemaRegistry({ host: url });
  const subject = 'kafkajs-value';
  const { id } = await registry.register(
    { type: SchemaType.AVRO, schema: JSON.stringify(first) }, { subject, compatibility: COMPATIBILITY.BACKWARD });
  const bytes = await registry.encode(id, { name: 'Argo' });
  assert.strictEqual(bytes[0], 0);
  assert.strictEqual(bytes.readInt32BE(1), id);
  assert.deepStrictEqual({ ...(await registry.decode(bytes)) }, { name: 'Argo' });
  const next = await registry.register({ type: SchemaType.AVRO, schema: JSON.stringify(compatible) }, { subject });
  assert.strictEqual(await registry.getLatestSchemaId(subject), next.id);
  assert.strictEqual(await registry.getRegistryId(subject, 1), id);
  let refused = '';
  try {
    await registry.register({ type: SchemaType.AVRO, schema: JSON.stringify(incompatible) }, { subject });
  } catch (e) {
    refused = e.message;
  }
  return { id, refused };
}

async function confluent() {
  const client = new SchemaRegistryClient({ baseURLs: [url] });
  const topic = 'confluent';
  const id = await client.register(`${topic}-value`, { schemaType: 'AVRO', schema: JSON.stringify(first) });
  const serializer = new AvroSerializer(client, SerdeType.VALUE, { useLatestVersion: true });
  const bytes = await serializer.serialize(topic, { name: 'Beagle' });
  assert.strictEqual(bytes.readInt32BE(1), id);
  const deserializer = new AvroDeserializer(client, SerdeType.VALUE, {});
  assert.deepStrictEqual({ ...(await deserializer.deserialize(topic, bytes)) }, { name: 'Beagle' });
  assert.ok((await client.getAllSubjects()).includes('confluent-value'));
  assert.strictEqual((await client.getLatestSchemaMetadata('confluent-value')).version, 1);
  assert.ok(await client.testCompatibility('confluent-value', 1,
    { schemaType: 'AVRO', schema: JSON.stringify(compatible) }).catch(() => true));
  return { id };
}

(async () => {
  console.log(JSON.stringify({ kafkajs: await kafkajs(), confluent: await confluent() }));
  process.exit(0);
})().catch((e) => {
  console.error(e);
  process.exit(1);
});
