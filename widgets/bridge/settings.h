// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QKeySequence>
#include <QObject>
#include <QStringList>
#include <nlohmann/json.hpp>

namespace fulcrum::bridge {

/// What a person has set for the program, in its configuration file (UX.md 5.14). What belongs to the science is in the project.
/// A change is written at once, unless the settings are for looking only (screenshots, --clean). GUI thread.
class Settings : public QObject
{
    Q_OBJECT

public:
    /// Read from `file`; changes are kept in memory only where it is not `writable`.
    Settings(QString file, bool writable, QObject* parent = nullptr);

    QString language() const; ///< "" = the system's; takes effect at the next start
    void setLanguage(const QString& name);
    QString theme() const; ///< theme::choiceName
    void setTheme(const QString& name);
    bool restoreSession() const;
    void setRestoreSession(bool restore);

    int cacheCapMiB() const; ///< of the thumbnails on the disk
    void setCacheCapMiB(int size);

    int threads() const; ///< of new jobs; 0 = all cores
    void setThreads(int count);
    QString device() const; ///< of new jobs: "auto", "cpu", "cuda:0"
    void setDevice(const QString& name);
    int memoryGuardMiB() const; ///< jobs pause when less is free; 0 = never
    void setMemoryGuardMiB(int size);

    bool highContrastCharts() const;
    void setHighContrastCharts(bool on);

    /// Keys that replace those of an action; an empty sequence takes them away.
    QHash<QString, QKeySequence> shortcuts() const;
    void setShortcut(const QString& action, const QKeySequence& keys);
    void resetShortcut(const QString& action);

    /// Values that new job forms begin with instead of the published defaults: parity switches, threads, device.
    nlohmann::json formDefaults() const;
    /// A null value goes back to the default.
    void setParity(const QString& field, const nlohmann::json& value);

    /// Items of "Getting started" that are done.
    QStringList stepsDone() const;
    void setStepsDone(const QStringList& steps);

Q_SIGNALS:
    void changed();

private:
    QVariant value(const QString& key, const QVariant& otherwise) const;
    void set(const QString& key, const QVariant& value); ///< an invalid value removes the key

    const QString m_file;
    const bool m_writable;
    mutable QHash<QString, QVariant> m_values; ///< all that was read or set
};

} // namespace fulcrum::bridge
