// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/weights/zip_file.h"

#include <cstring>
#include <string>
#include <vector>

/// Files as torch.save writes them, made by hand.
namespace fulcrum::test::torchfile {

template <class T>
inline void put(std::string& out, T value)
{
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

struct Member
{
    std::string name, data;
    std::uint16_t method = 0;
    std::uint32_t size = 0; ///< 0: that of the data
};

/// A zip file as the specification has it (APPNOTE 4.3), without zip64.
inline std::string zip(const std::vector<Member>& members)
{
    std::string file, directory;
    for (const Member& member : members) {
        std::string common;
        put<std::uint16_t>(common, 20);
        put<std::uint16_t>(common, 0);
        put<std::uint16_t>(common, member.method);
        put<std::uint32_t>(common, 0);
        put<std::uint32_t>(common, weights::crc32(std::as_bytes(std::span(member.data))));
        put<std::uint32_t>(common, static_cast<std::uint32_t>(member.data.size()));
        put<std::uint32_t>(common, member.size ? member.size : static_cast<std::uint32_t>(member.data.size()));
        put<std::uint16_t>(common, static_cast<std::uint16_t>(member.name.size()));
        put<std::uint16_t>(common, 0);
        directory += std::string("PK\1\2\24\0", 6) + common + std::string(10, '\0');
        put<std::uint32_t>(directory, static_cast<std::uint32_t>(file.size()));
        directory += member.name;
        file += "PK\3\4" + common + member.name + member.data;
    }
    std::string end = std::string("PK\5\6\0\0\0\0", 8);
    put<std::uint16_t>(end, static_cast<std::uint16_t>(members.size()));
    put<std::uint16_t>(end, static_cast<std::uint16_t>(members.size()));
    put<std::uint32_t>(end, static_cast<std::uint32_t>(directory.size()));
    put<std::uint32_t>(end, static_cast<std::uint32_t>(file.size()));
    put<std::uint16_t>(end, 0);
    return file + directory + end;
}

/// With one storage.
inline std::string checkpoint(const std::string& pickle, std::uint16_t method = 0, std::uint32_t size = 0,
    const std::string& storage = std::string(64, '\1'))
{
    return zip({{"a/data.pkl", pickle, method, size}, {"a/data/0", storage}, {"a/version", "3\n"}});
}

// Pieces of a pickle, protocol 2.
inline std::string text(const std::string& value)
{
    std::string out = "X";
    put<std::uint32_t>(out, static_cast<std::uint32_t>(value.size()));
    return out + value;
}
inline std::string integer(std::int32_t value)
{
    std::string out = "J";
    put<std::int32_t>(out, value);
    return out;
}
inline std::string tuple(const std::vector<std::string>& values)
{
    std::string out = "(";
    for (const std::string& value : values)
        out += value;
    return out + "t";
}
inline std::string tensor(std::int32_t offset, const std::vector<std::string>& shape, const std::vector<std::string>& strides)
{
    const std::string storage
        = tuple({text("storage"), "ctorch\nFloatStorage\n", text("0"), text("cpu"), integer(16)}) + "Q";
    return "ctorch._utils\n_rebuild_tensor_v2\n"
        + tuple({storage, integer(offset), tuple(shape), tuple(strides), "\x89", "ccollections\nOrderedDict\n)R"}) + "R";
}

} // namespace fulcrum::test::torchfile
