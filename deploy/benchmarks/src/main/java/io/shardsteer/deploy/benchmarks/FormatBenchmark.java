package io.shardsteer.deploy.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import io.shardsteer.common.feature.FeatureExtractor;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.RecordDecoder;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From a record's bytes to its features, for each format, beside what each format's own library
 * needs to read the whole record without making a single feature of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FormatBenchmark {
  private static final int RECORDS = 1_024;

  /** Bytes of a record as JSON. */
  @Param({"200", "1000"})
  public int size;

  private final JsonMapper jackson = JsonMapper.builder().build();
  private final GenericDatumReader<GenericRecord> avroReader =
      new GenericDatumReader<>(OrderRecords.AVRO);
  private byte[][] json = {};
  private byte[][] avro = {};
  private byte[][] protobuf = {};
  private RecordDecoder jsonDecoder = OrderRecords.json();
  private RecordDecoder avroDecoder = OrderRecords.avro();
  private RecordDecoder protobufDecoder = OrderRecords.protobuf();
  private FieldValues values = new FieldValues(OrderRecords.PATHS);
  private FeatureExtractor features = OrderRecords.features();
  private double[] row = {};
  private @Nullable BinaryDecoder reusedDecoder;
  private @Nullable GenericRecord reusedRecord;
  private int next;

  /** Makes the records in each format. */
  @Setup
  public void prepare() throws IOException {
    OrderRecords records = new OrderRecords(RECORDS, size);
    json = records.asJson();
    avro = records.asAvro();
    protobuf = records.asProtobuf();
    jsonDecoder = OrderRecords.json();
    avroDecoder = OrderRecords.avro();
    protobufDecoder = OrderRecords.protobuf();
    values = new FieldValues(OrderRecords.PATHS);
    features = OrderRecords.features();
    row = new double[features.width()];
    records.check(jsonDecoder, json);
    records.check(avroDecoder, avro);
    records.check(protobufDecoder, protobuf);
  }

  @Benchmark
  public double jsonToFeatures() {
    return features(jsonDecoder, json);
  }

  @Benchmark
  public double avroToFeatures() {
    return features(avroDecoder, avro);
  }

  @Benchmark
  public double protobufToFeatures() {
    return features(protobufDecoder, protobuf);
  }

  /** Decoding alone. */
  @Benchmark
  public double jsonToFields() {
    return fields(jsonDecoder, json);
  }

  @Benchmark
  public double avroToFields() {
    return fields(avroDecoder, avro);
  }

  @Benchmark
  public double protobufToFields() {
    return fields(protobufDecoder, protobuf);
  }

  @Benchmark
  public JsonNode jsonToJacksonTree() throws IOException {
    return jackson.readTree(json[index()]);
  }

  @Benchmark
  public GenericRecord avroToGenericRecord() throws IOException {
    reusedDecoder = DecoderFactory.get().binaryDecoder(avro[index()], reusedDecoder);
    reusedRecord = avroReader.read(reusedRecord, reusedDecoder);
    return reusedRecord;
  }

  @Benchmark
  public DynamicMessage protobufToDynamicMessage() throws InvalidProtocolBufferException {
    return DynamicMessage.parseFrom(OrderRecords.PROTOBUF, protobuf[index()]);
  }

  private double fields(RecordDecoder decoder, byte[][] records) {
    var unused = decoder.decode(records[index()], values);
    return values.number(0);
  }

  private double features(RecordDecoder decoder, byte[][] records) {
    var unused = decoder.decode(records[index()], values);
    features.extract(values, row);
    return row[0];
  }

  private int index() {
    next = (next + 1) & (RECORDS - 1);
    return next;
  }
}
