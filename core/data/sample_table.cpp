// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/sample_table.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace fulcrum::data {

namespace {

static_assert(std::endian::native == std::endian::little, "the table is little endian");

constexpr char kMagic[8] = {'F', 'U', 'L', 'S', 'M', 'P', 'L', '1'};
constexpr std::uint64_t kSortedById = 1;
constexpr std::size_t kPiece = 1U << 20;

struct Header
{
    char magic[8];
    std::uint64_t flags, count, textOffset, totalSize;
    char fingerprint[64];
    char reserved[24];
};
static_assert(sizeof(Header) == 128);

struct Record
{
    std::int64_t id, imageId;
    std::int32_t width, height;
    std::uint64_t texts;
};
static_assert(sizeof(Record) == 32);

std::uint32_t readCount(std::string_view bytes)
{
    std::uint32_t value = 0;
    if (bytes.size() >= sizeof value)
        std::memcpy(&value, bytes.data(), sizeof value);
    return value;
}

/// Takes a text off the front of `bytes`.
std::string_view takeText(std::string_view& bytes)
{
    const std::uint32_t length = readCount(bytes);
    bytes.remove_prefix(std::min(bytes.size(), sizeof length));
    const std::string_view text = bytes.substr(0, length);
    bytes.remove_prefix(text.size());
    return text;
}

TextList takeList(std::string_view& bytes)
{
    // Each text has its length at least: a damaged count cannot ask for more than is there.
    const auto most = static_cast<std::uint32_t>(std::min<std::size_t>(bytes.size() / sizeof(std::uint32_t), 1U << 20));
    const std::uint32_t count = std::min(readCount(bytes), most);
    bytes.remove_prefix(std::min(bytes.size(), sizeof count));
    const TextList list(bytes, count);
    for (std::uint32_t i = 0; i < count; ++i)
        takeText(bytes);
    return list;
}

void putCount(std::string& out, std::size_t count)
{
    const auto value = static_cast<std::uint32_t>(std::min<std::size_t>(count, std::numeric_limits<std::uint32_t>::max()));
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void putText(std::string& out, std::string_view text)
{
    putCount(out, text.size());
    out += text;
}

void putTexts(std::string& out, const Sample& sample)
{
    for (const std::string* text :
        {&sample.imageFile, &sample.question, &sample.answer, &sample.answerType, &sample.questionType})
        putText(out, *text);
    for (const std::vector<std::string>* list : {&sample.captions, &sample.answers}) {
        putCount(out, list->size());
        for (const std::string& text : *list)
            putText(out, text);
    }
}

/// Bytes that putTexts makes of a sample.
std::size_t textSize(const Sample& sample)
{
    std::size_t size = 7 * sizeof(std::uint32_t) + sample.imageFile.size() + sample.question.size() + sample.answer.size()
        + sample.answerType.size() + sample.questionType.size();
    for (const std::vector<std::string>* list : {&sample.captions, &sample.answers})
        for (const std::string& text : *list)
            size += sizeof(std::uint32_t) + text.size();
    return size;
}

Header headerOf(const std::vector<Sample>& samples, std::string_view fingerprint)
{
    Header header{};
    std::memcpy(header.magic, kMagic, sizeof kMagic);
    std::memcpy(header.fingerprint, fingerprint.data(), std::min(fingerprint.size(), sizeof header.fingerprint));
    header.count = samples.size();
    header.totalSize = header.textOffset = sizeof header + samples.size() * sizeof(Record);
    for (const Sample& sample : samples)
        header.totalSize += textSize(sample);
    const auto byId = [](const Sample& a, const Sample& b) { return a.id < b.id; };
    if (std::is_sorted(samples.begin(), samples.end(), byId))
        header.flags |= kSortedById;
    return header;
}

/// Hands the bytes of a table to `take`, in pieces of about kPiece.
template <class Take>
Result<void> encode(const std::vector<Sample>& samples, std::string_view fingerprint, Take&& take)
{
    const Header header = headerOf(samples, fingerprint);
    std::string piece(reinterpret_cast<const char*>(&header), sizeof header);
    const auto flush = [&](std::size_t from) -> Result<void> {
        if (piece.size() < from)
            return {};
        FULCRUM_CHECK(take(piece));
        piece.clear();
        return {};
    };
    std::uint64_t texts = 0;
    for (const Sample& sample : samples) {
        const Record record{sample.id, sample.imageId, sample.width, sample.height, texts};
        piece.append(reinterpret_cast<const char*>(&record), sizeof record);
        texts += textSize(sample);
        FULCRUM_CHECK(flush(kPiece));
    }
    for (const Sample& sample : samples) {
        putTexts(piece, sample);
        FULCRUM_CHECK(flush(kPiece));
    }
    return flush(0);
}

Record recordAt(std::string_view block, std::size_t index)
{
    Record record{};
    std::memcpy(&record, block.data() + sizeof(Header) + index * sizeof record, sizeof record);
    return record;
}

} // namespace

void TextList::Iterator::read()
{
    if (m_left > 0)
        m_text = takeText(m_rest);
}

Result<SampleTable> SampleTable::over(
    std::shared_ptr<const void> owner, std::string_view block, std::string_view fingerprint, const std::string& where)
{
    const auto damaged = [&](const char* why) {
        return fail(ErrorCode::Malformed, "cannot read the table of samples", where, why, "it is made again from the database");
    };
    Header header{};
    if (block.size() < sizeof header)
        return damaged("it is truncated");
    std::memcpy(&header, block.data(), sizeof header);
    if (std::memcmp(header.magic, kMagic, sizeof kMagic) != 0)
        return damaged("it is another kind of file, or of another version");
    if (header.totalSize != block.size() || header.count > (block.size() - sizeof header) / sizeof(Record)
        || header.textOffset != sizeof header + header.count * sizeof(Record))
        return damaged("it is truncated");
    if (fingerprint != std::string_view(header.fingerprint, ::strnlen(header.fingerprint, sizeof header.fingerprint)))
        return damaged("it belongs to another data set");
    SampleTable table;
    table.m_owner = std::move(owner);
    table.m_block = block;
    table.m_texts = block.substr(header.textOffset);
    table.m_count = header.count;
    table.m_sortedById = (header.flags & kSortedById) != 0;
    return table;
}

SampleTable::SampleTable(const std::vector<Sample>& samples)
{
    const auto block = std::make_shared<std::string>();
    block->reserve(headerOf(samples, {}).totalSize);
    const Result<void> made = encode(samples, {}, [&](std::string_view piece) -> Result<void> {
        block->append(piece);
        return {};
    });
    if (made) // appending does not fail, and what `encode` made is well formed
        *this = *over(block, *block, {}, "memory");
}

Result<SampleTable> SampleTable::open(const Path& file, std::string_view fingerprint)
{
    FULCRUM_TRY(const MappedFile mapped, MappedFile::open(file));
    const std::span<const std::byte> bytes = mapped.bytes();
    return over(mapped.owner(), {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, fingerprint, file.string());
}

Result<void> SampleTable::write(const Path& file, const std::vector<Sample>& samples, std::string_view fingerprint)
{
    FULCRUM_TRY(AtomicFileWriter writer, AtomicFileWriter::create(file));
    FULCRUM_CHECK(encode(samples, fingerprint, [&](std::string_view piece) { return writer.write(piece); }));
    return writer.commit();
}

SampleView SampleTable::view(std::size_t index) const
{
    const Record record = recordAt(m_block, index);
    SampleView view;
    view.index = static_cast<std::int64_t>(index);
    view.id = record.id;
    view.imageId = record.imageId;
    view.width = record.width;
    view.height = record.height;
    std::string_view rest = m_texts.substr(std::min<std::uint64_t>(record.texts, m_texts.size()));
    view.imageFile = takeText(rest);
    view.question = takeText(rest);
    view.answer = takeText(rest);
    view.answerType = takeText(rest);
    view.questionType = takeText(rest);
    view.captions = takeList(rest);
    view.answers = takeList(rest);
    return view;
}

Sample SampleTable::sample(std::size_t index) const
{
    const SampleView view = this->view(index);
    Sample sample;
    sample.index = view.index;
    sample.id = view.id;
    sample.imageId = view.imageId;
    sample.imageFile = view.imageFile;
    sample.width = view.width;
    sample.height = view.height;
    sample.captions.assign(view.captions.begin(), view.captions.end());
    sample.question = view.question;
    sample.answer = view.answer;
    sample.answers.assign(view.answers.begin(), view.answers.end());
    sample.answerType = view.answerType;
    sample.questionType = view.questionType;
    return sample;
}

std::int64_t SampleTable::id(std::size_t index) const { return recordAt(m_block, index).id; }

std::string_view SampleTable::imageFile(std::size_t index) const
{
    std::string_view rest = m_texts.substr(std::min<std::uint64_t>(recordAt(m_block, index).texts, m_texts.size()));
    return takeText(rest);
}

std::int64_t SampleTable::indexOfId(std::int64_t id) const
{
    std::size_t found = 0;
    if (m_sortedById) {
        std::size_t left = m_count;
        while (left > 0) { // lower bound
            const std::size_t half = left / 2;
            if (this->id(found + half) < id) {
                found += half + 1;
                left -= half + 1;
            } else {
                left = half;
            }
        }
    } else {
        while (found < m_count && this->id(found) != id)
            ++found;
    }
    return found < m_count && this->id(found) == id ? static_cast<std::int64_t>(found) : -1;
}

} // namespace fulcrum::data
