// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/data/sample.h"

#include <cstring>
#include <iterator>

namespace fulcrum::data {

/// Some texts of a sample where they lie in its table: each behind its length. A damaged list ends early.
class TextList
{
public:
    class Iterator
    {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = std::string_view;
        using difference_type = std::ptrdiff_t;
        using pointer = const std::string_view*;
        using reference = std::string_view;

        Iterator() = default;
        Iterator(std::string_view bytes, std::uint32_t left) : m_rest(bytes), m_left(left) { read(); }
        std::string_view operator*() const { return m_text; }
        Iterator& operator++()
        {
            --m_left;
            read();
            return *this;
        }
        Iterator operator++(int)
        {
            Iterator before = *this;
            ++*this;
            return before;
        }
        bool operator==(const Iterator& other) const { return m_left == other.m_left; }
        std::string_view rest() const { return m_rest; } ///< behind the present text

    private:
        void read();
        std::string_view m_rest, m_text;
        std::uint32_t m_left = 0;
    };

    TextList() = default;
    TextList(std::string_view bytes, std::uint32_t count) : m_bytes(bytes), m_count(count) {}
    Iterator begin() const { return {m_bytes, m_count}; }
    Iterator end() const { return {}; }
    std::size_t size() const { return m_count; }
    bool empty() const { return m_count == 0; }
    std::string_view front() const { return *begin(); }

private:
    std::string_view m_bytes;
    std::uint32_t m_count = 0;
};

/// A sample without copies, for scans over a whole data set. Lives as long as its table.
struct SampleView
{
    std::int64_t index = 0, id = 0, imageId = 0;
    int width = 0, height = 0;
    std::string_view imageFile, question, answer, answerType, questionType;
    TextList captions, answers;
};

/// All samples of a data set in one block of bytes: in memory, or a mapped file, so that opening a project costs nothing
/// and the pages belong to the system's cache. Copyable; thread-safe for reading.
///
/// Layout, little endian: a header of 128 bytes (magic, version, flags, count, offset of the texts, size of the whole, and
/// the data set's fingerprint), a record of 32 bytes a sample (id, image id, width, height, offset of its texts), and the
/// texts, each behind its length as 32 bits: file, question, answer, answer type, question type, then number and texts of the
/// captions and of the answers. Every access is checked against the block: a damaged one yields wrong or empty texts, nothing
/// worse.
class SampleTable
{
public:
    SampleTable() = default;
    explicit SampleTable(const std::vector<Sample>& samples);

    /// Maps a file that `write` made; Malformed when it is another kind of file, truncated, or belongs to another data set.
    static Result<SampleTable> open(const Path& file, std::string_view fingerprint);
    /// Atomic; takes a megabyte of memory, however many samples there are.
    static Result<void> write(const Path& file, const std::vector<Sample>& samples, std::string_view fingerprint);

    std::size_t size() const { return m_count; }
    SampleView view(std::size_t index) const;
    Sample sample(std::size_t index) const;
    std::int64_t id(std::size_t index) const;
    std::string_view imageFile(std::size_t index) const;
    /// Place of the (first) sample with this id, -1 = none. Binary search in the official order, else a scan.
    std::int64_t indexOfId(std::int64_t id) const;

private:
    static Result<SampleTable> over(
        std::shared_ptr<const void> owner, std::string_view block, std::string_view fingerprint, const std::string& where);

    std::shared_ptr<const void> m_owner;
    std::string_view m_block, m_texts;
    std::size_t m_count = 0;
    bool m_sortedById = false;
};

} // namespace fulcrum::data
