// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QObject>
#include <functional>

namespace fulcrum::bridge {

/// What an action is. `text` and `tip` are translated by the caller; menus add no text of their own.
struct ActionSpec
{
    QString id; ///< stable: "seq.reveal"; tests, the palette and shortcut settings know the action by it
    QString text;
    QString tip;
    QKeySequence shortcut = {};
    QString icon = {};
    bool checkable = false;
};

/// Every action of the window, registered once. Menus, tool bars, the command palette and tests are made from it.
class ActionRegistry : public QObject
{
    Q_OBJECT

public:
    explicit ActionRegistry(QObject* parent = nullptr);

    /// Registering an id twice is our own mistake and returns the first action.
    QAction* add(const ActionSpec& spec, const std::function<void()>& triggered = {});
    QAction* action(const QString& id) const; ///< nullptr when unknown
    const QList<QAction*>& all() const { return m_order; }
    static QString idOf(const QAction* action);

    /// Disables the action and shows why in its tip; an empty reason enables it.
    void setUnavailable(const QString& id, const QString& reason);

    /// What is wrong with the whole: missing texts or tips, shortcuts used twice. Empty when all is well.
    QStringList problems() const;

    /// Keys that a person has chosen, by id: they replace those that the actions are registered with, also of later ones.
    void setKeys(const QHash<QString, QKeySequence>& keys);
    QKeySequence defaultKeys(const QString& id) const;
    /// Other actions with the same keys.
    QStringList sharers(const QString& id) const;

Q_SIGNALS:
    void keysChanged();

private:
    void applyKeys(QAction* action);

    QHash<QString, QAction*> m_byId;
    QHash<QString, QKeySequence> m_defaults, m_chosen;
    QList<QAction*> m_order;
};

} // namespace fulcrum::bridge
