// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/settings.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <algorithm>

namespace fulcrum::bridge {

namespace {

constexpr int kCacheMiB = 512, kLargestCacheMiB = 1024 * 1024;
constexpr int kLargestGuardMiB = 1024 * 1024, kMostThreads = 1024;
constexpr int kGuardMiB = 512;

QString key(const char* name) { return QString::fromLatin1(name); }
QString shortcutKey(const QString& action) { return QStringLiteral("shortcuts/") + action; }
QString parityKey(const QString& field) { return QStringLiteral("forms/parity/") + field; }

} // namespace

Settings::Settings(QString file, bool writable, QObject* parent)
    : QObject(parent), m_file(std::move(file)), m_writable(writable)
{
    const QSettings stored(m_file, QSettings::IniFormat);
    for (const QString& name : stored.allKeys())
        m_values.insert(name, stored.value(name));
}

QVariant Settings::value(const QString& name, const QVariant& otherwise) const { return m_values.value(name, otherwise); }

void Settings::set(const QString& name, const QVariant& value)
{
    if (m_values.value(name) == value)
        return;
    if (value.isValid())
        m_values.insert(name, value);
    else
        m_values.remove(name);
    if (m_writable) {
        QDir().mkpath(QFileInfo(m_file).absolutePath());
        QSettings stored(m_file, QSettings::IniFormat);
        if (value.isValid())
            stored.setValue(name, value);
        else
            stored.remove(name);
    }
    Q_EMIT changed();
}

QString Settings::language() const { return value(key("view/language"), QString()).toString(); }
void Settings::setLanguage(const QString& name) { set(key("view/language"), name); }
QString Settings::theme() const { return value(key("view/theme"), key("system")).toString(); }
void Settings::setTheme(const QString& name) { set(key("view/theme"), name); }
bool Settings::restoreSession() const { return value(key("session/restore"), true).toBool(); }
void Settings::setRestoreSession(bool restore) { set(key("session/restore"), restore); }

// A configuration file is outside input: numbers are cut to what makes sense.
int Settings::cacheCapMiB() const { return std::clamp(value(key("cache/thumbnails"), kCacheMiB).toInt(), 0, kLargestCacheMiB); }
void Settings::setCacheCapMiB(int size) { set(key("cache/thumbnails"), size); }
int Settings::threads() const { return std::clamp(value(key("device/threads"), 0).toInt(), 0, kMostThreads); }
void Settings::setThreads(int count) { set(key("device/threads"), count); }
QString Settings::device() const { return value(key("device/name"), key("auto")).toString(); }
void Settings::setDevice(const QString& name) { set(key("device/name"), name); }
int Settings::memoryGuardMiB() const { return std::clamp(value(key("device/memoryGuard"), kGuardMiB).toInt(), 0, kLargestGuardMiB); }
void Settings::setMemoryGuardMiB(int size) { set(key("device/memoryGuard"), size); }

bool Settings::highContrastCharts() const { return value(key("charts/highContrast"), false).toBool(); }
void Settings::setHighContrastCharts(bool on) { set(key("charts/highContrast"), on); }

QHash<QString, QKeySequence> Settings::shortcuts() const
{
    QHash<QString, QKeySequence> map;
    const QString prefix = shortcutKey({});
    for (auto one = m_values.begin(); one != m_values.end(); ++one)
        if (one.key().startsWith(prefix))
            map.insert(one.key().mid(prefix.size()), QKeySequence(one.value().toString(), QKeySequence::PortableText));
    return map;
}

void Settings::setShortcut(const QString& action, const QKeySequence& keys)
{
    set(shortcutKey(action), keys.toString(QKeySequence::PortableText));
}

void Settings::resetShortcut(const QString& action) { set(shortcutKey(action), QVariant()); }

nlohmann::json Settings::formDefaults() const
{
    nlohmann::json values = nlohmann::json::object();
    const QString prefix = parityKey({});
    for (auto one = m_values.begin(); one != m_values.end(); ++one) {
        if (!one.key().startsWith(prefix))
            continue;
        nlohmann::json value = nlohmann::json::parse(one.value().toString().toStdString(), nullptr, false);
        if (!value.is_discarded())
            values[one.key().mid(prefix.size()).toStdString()] = std::move(value);
    }
    if (threads() > 0)
        values["threads"] = threads();
    if (device() != u"auto")
        values["device"] = device().toStdString();
    return values;
}

void Settings::setParity(const QString& field, const nlohmann::json& value)
{
    set(parityKey(field), value.is_null() ? QVariant() : QVariant(QString::fromStdString(value.dump())));
}

QStringList Settings::stepsDone() const { return value(key("start/done"), QStringList()).toStringList(); }
void Settings::setStepsDone(const QStringList& steps) { set(key("start/done"), steps); }

} // namespace fulcrum::bridge
