// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/lane_source.h"

#include <QColor>
#include <QWidget>

namespace fulcrum::bridge {
class ThumbnailProvider;
}

namespace fulcrum::views {

/// One demonstration of a lane: picture, two lines of text, and the numbers that say why it is here.
class IcdCard : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kWidth = 124, kHeight = 190;

    /// `position` is its place in the prompt, of `count`.
    IcdCard(const bridge::IcdView& icd, int position, int count, bridge::ThumbnailProvider* thumbnails, QWidget* parent = nullptr);

    /// Colour of the left edge when the same sample stands in several lanes; invalid = none.
    void setIdentity(const QColor& color, int number);
    /// Gives the cards of samples that stand several times a colour each; further ones get numbers only.
    static void colorIdentities(const QVector<IcdCard*>& cards);
    /// The step inspector explains this one.
    void setSelected(bool selected);
    bool isSelected() const { return m_selected; }
    const bridge::IcdView& icd() const { return m_icd; }
    int position() const { return m_position; }
    QSize sizeHint() const override { return {kWidth, kHeight}; }

Q_SIGNALS:
    void entered(int position);   ///< it has got the focus, or was clicked
    void activated(int position); ///< double click or Enter
    void dragged(int position);   ///< the mouse pulls it away

private:
    void paintEvent(QPaintEvent* event) override;
    void paintNumbers(QPainter& painter, const QFont& small) const;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;
    QStringList badges() const;

    const bridge::IcdView m_icd;
    const int m_position;
    bridge::ThumbnailProvider* m_thumbnails;
    QColor m_identity;
    int m_identityNumber = 0;
    bool m_selected = false;
    QPoint m_pressed;
};

} // namespace fulcrum::views
