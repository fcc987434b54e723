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
    static constexpr int kWidth = 124, kHeight = 190; ///< of a tall card
    enum class Shape {
        Tall, ///< picture above, text and numbers below
        Wide, ///< picture on the left, text and numbers beside it
        Small ///< picture and the first number: what it says stands in the tool tip
    };
    static QSize sizeOf(Shape shape);

    /// `position` is its place in the prompt, of `count`.
    IcdCard(const bridge::IcdView& icd, int position, int count, bridge::ThumbnailProvider* thumbnails, QWidget* parent = nullptr,
        Shape shape = Shape::Tall);

    /// An arrow key walks from `from` to the nearest of `cards` in its direction, as they lie on the screen.
    static void walk(const QVector<IcdCard*>& cards, const IcdCard* from, int key);

    /// Colour of the left edge when the same sample stands in several lanes; invalid = none.
    void setIdentity(const QColor& color, int number);
    /// Gives the cards of samples that stand several times a colour each; further ones get numbers only.
    static void colorIdentities(const QVector<IcdCard*>& cards);
    /// A ground of this colour, where it stands for "only here"; invalid = none.
    void setTint(const QColor& color);
    const QColor& tint() const { return m_tint; }
    /// The step inspector explains this one.
    void setSelected(bool selected);
    bool isSelected() const { return m_selected; }
    const bridge::IcdView& icd() const { return m_icd; }
    int position() const { return m_position; }
    QSize sizeHint() const override { return sizeOf(m_shape); }

Q_SIGNALS:
    void entered(int position);   ///< it has got the focus, or was clicked
    void activated(int position); ///< double click or Enter
    void dragged(int position);   ///< the mouse pulls it away
    void walked(int key);         ///< an arrow key: whoever has the cards knows where it leads

private:
    void paintEvent(QPaintEvent* event) override;
    void paintGround(QPainter& painter, const QRectF& card) const;
    void paintImage(QPainter& painter, const QFont& bold) const;
    void paintTexts(QPainter& painter, const QFont& small, const QFont& bold) const;
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
    const Shape m_shape;
    bridge::ThumbnailProvider* m_thumbnails;
    QColor m_identity, m_tint;
    int m_identityNumber = 0;
    bool m_selected = false;
    QPoint m_pressed;
};

} // namespace fulcrum::views
